"""AICS: answers a company's customers, in Chinese and English, by AI and by people."""

__version__ = "0.1.0"
