# tls.unchecked
.class final Lorg/example/reach/Tls;
.super Ljava/lang/Object;
.source "Tls.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/webkit/SslErrorHandler;->proceed()V
.end annotation
