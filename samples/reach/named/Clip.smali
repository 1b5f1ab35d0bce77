# clipboard.read
.class final Lorg/example/reach/Clip;
.super Ljava/lang/Object;
.source "Clip.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/content/ClipboardManager;->getPrimaryClip()Landroid/content/ClipData;
.end annotation
