"""Condition trees and their terms: the part of reasoning that knows no clinic."""
