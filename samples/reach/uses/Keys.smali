# input.method
.class final Lorg/example/reach/Keys;
.super Ljava/lang/Object;
.source "Keys.java"

.method static use(Landroid/content/Context;)V
    .registers 4
    const/16 v0, 0x0
    const/16 v1, 0x0
    const/16 v2, 0x0
    invoke-interface/range {v0 .. v2}, Landroid/view/inputmethod/InputConnection;->commitText(Ljava/lang/CharSequence;I)Z
    return-void
.end method
