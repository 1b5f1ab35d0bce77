# screen.overlay
.class final Lorg/example/reach/Overlay;
.super Ljava/lang/Object;
.source "Overlay.java"

.method static use(Landroid/content/Context;)V
    .registers 7
    new-instance v0, Landroid/view/WindowManager$LayoutParams;
    const/16 v1, 0x0
    const/16 v2, 0x0
    const/16 v3, 0x7f6
    const/16 v4, 0x0
    const/16 v5, 0x0
    invoke-direct/range {v0 .. v5}, Landroid/view/WindowManager$LayoutParams;-><init>(IIIII)V
    return-void
.end method
