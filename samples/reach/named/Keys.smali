# input.method
.class final Lorg/example/reach/Keys;
.super Ljava/lang/Object;
.source "Keys.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/view/inputmethod/InputConnection;->commitText(Ljava/lang/CharSequence;I)Z
.end annotation
