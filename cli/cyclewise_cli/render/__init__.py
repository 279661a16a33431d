"""Renderers turn an explanation into something to read; they read no files and judge nothing."""
