"""Complaint handling: which legal duties run, until when, and exactly why."""

from ._fault import OmbudError
