# screen.overlay
.class final Lorg/example/reach/Overlay;
.super Ljava/lang/Object;
.source "Overlay.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/view/WindowManager$LayoutParams;-><init>(IIIII)V
.end annotation
