# calendar.read
.class final Lorg/example/reach/Diary;
.super Ljava/lang/Object;
.source "Diary.java"

.annotation runtime Lorg/example/reach/Names;
    value = Landroid/provider/CalendarContract$Events;->CONTENT_URI:Landroid/net/Uri;
.end annotation
