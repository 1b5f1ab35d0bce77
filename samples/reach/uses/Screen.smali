# screen.capture
.class final Lorg/example/reach/Screen;
.super Ljava/lang/Object;
.source "Screen.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/media/projection/MediaProjectionManager;->createScreenCaptureIntent()Landroid/content/Intent;
    return-void
.end method
