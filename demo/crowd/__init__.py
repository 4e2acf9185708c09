"""Very many people beside the told ones, so that speed can be measured: written row by row, never held as a whole."""

from demo.crowd.building import Crowd, add_crowd

__all__ = ["Crowd", "add_crowd"]
