"""Labelled digits: MNIST, UNIPEN, scikit-learn's digits, people's files."""
