# code.load-dex
.class final Lorg/example/reach/Loader;
.super Ljava/lang/Object;
.source "Loader.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Ldalvik/system/DexClassLoader;-><init>(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/ClassLoader;)V
.end annotation
