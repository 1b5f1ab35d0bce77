# calendar.write
.class final Lorg/example/reach/DiaryChange;
.super Ljava/lang/Object;
.source "DiaryChange.java"

.annotation runtime Lorg/example/reach/Names;
    value = Landroid/provider/CalendarContract$Reminders;->CONTENT_URI:Landroid/net/Uri;
.end annotation
