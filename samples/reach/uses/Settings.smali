# settings.change
.class final Lorg/example/reach/Settings;
.super Ljava/lang/Object;
.source "Settings.java"

.method static use(Landroid/content/Context;)V
    .registers 4
    const/16 v0, 0x0
    const/16 v1, 0x0
    const/16 v2, 0x0
    invoke-static/range {v0 .. v2}, Landroid/provider/Settings$System;->putInt(Landroid/content/ContentResolver;Ljava/lang/String;I)Z
    return-void
.end method
