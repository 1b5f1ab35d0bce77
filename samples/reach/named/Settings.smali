# settings.change
.class final Lorg/example/reach/Settings;
.super Ljava/lang/Object;
.source "Settings.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/provider/Settings$System;->putInt(Landroid/content/ContentResolver;Ljava/lang/String;I)Z
.end annotation
