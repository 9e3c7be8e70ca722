"""The pages, and what they do."""

from django.http import FileResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from notes.models import Note


def list_notes(request):
    if request.method == "POST":
        Note.objects.create(text=request.POST["text"])
        request.session["last"] = request.POST["text"]
        return redirect("/")
    return render(request, "list.html", {"notes": Note.objects.all(), "last": request.session.get("last")})


async def count_notes(request):
    return JsonResponse({"count": await Note.objects.acount()})


def export(request):
    async def count():
        for number in range(1000):
            yield f"{number}\n"

    return StreamingHttpResponse(count(), content_type="text/plain")


def send_file(request):
    return FileResponse(open(__file__, "rb"))


urlpatterns = [path("", list_notes), path("count", count_notes), path("export", export), path("file", send_file)]
