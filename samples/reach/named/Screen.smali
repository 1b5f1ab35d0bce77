# screen.capture
.class final Lorg/example/reach/Screen;
.super Ljava/lang/Object;
.source "Screen.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/media/projection/MediaProjectionManager;->createScreenCaptureIntent()Landroid/content/Intent;
.end annotation
