# code.load-native
.class final Lorg/example/reach/Library;
.super Ljava/lang/Object;
.source "Library.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Ljava/lang/System;->loadLibrary(Ljava/lang/String;)V
.end annotation
