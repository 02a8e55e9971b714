"""Views of the queue that people keep for themselves or share with the team."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotValid
from accounts.models import User
from incidents.models import SavedView
from incidents.policy import may_delete_view, may_keep_views, may_rename_view

NAME, LONGEST = 40, 2000  # characters of a name, and of a query string
MOST, MOST_SHARED = 12, 12  # a person's own that are not shared, and what the whole team shares: all are tabs


def save_view(*, by: User, name: str, view: str, query: str, is_shared: bool) -> SavedView:
    """Keep a view and its filters. NotValid for a name that is there already or too long, and where there is no room.

    The room is judged without a lock: of two who share the last one at once both may, which harms nobody.
    """
    if not may_keep_views(by):
        raise NotAllowed(_("Only the support team can do that."))
    if len(query) > LONGEST:
        raise NotValid({"name": [_("These are too many filters to keep.")]})
    require_room(by, is_shared)
    saved = SavedView(owner=by, name=named(name), view=view, query=query, is_shared=is_shared)
    write(saved)
    return saved


def require_room(by: User, is_shared: bool) -> None:
    if is_shared and SavedView.objects.filter(is_shared=True).count() >= MOST_SHARED:
        raise NotValid({"is_shared": [_("The team shares %(most)d views already.") % {"most": MOST_SHARED}]})
    if not is_shared and SavedView.objects.filter(Q(owner=by), is_shared=False).count() >= MOST:
        raise NotValid({"name": [_("You keep %(most)d views already. Delete one first.") % {"most": MOST}]})


def named(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > NAME:
        raise NotValid({"name": [_("Give it a name of at most %(limit)d characters.") % {"limit": NAME}]})
    return name


def write(saved: SavedView, *, is_new: bool = True) -> None:
    try:
        with transaction.atomic():
            if is_new:
                saved.save(force_insert=True)
            elif not SavedView.objects.filter(pk=saved.pk).update(name=saved.name):
                raise SavedView.DoesNotExist
    except IntegrityError as error:
        raise NotValid({"name": [_("You have a view of this name already.")]}) from error


def rename_view(saved: SavedView, *, by: User, name: str) -> SavedView:
    """Raises SavedView.DoesNotExist where it was deleted meanwhile: a new name brings nothing back."""
    if not may_rename_view(by, saved):
        raise NotAllowed(_("Only who saved this view can rename it."))
    saved.name = named(name)
    write(saved, is_new=False)
    return saved


def delete_view(saved: SavedView, *, by: User) -> None:
    """Gone already is as good as deleted."""
    if not may_delete_view(by, saved):
        raise NotAllowed(_("Only who saved this view, or a manager if it is shared, can delete it."))
    SavedView.objects.filter(pk=saved.pk).delete()
