# files.read
.class final Lorg/example/reach/Files;
.super Ljava/lang/Object;
.source "Files.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/os/Environment;->getExternalStorageDirectory()Ljava/io/File;
.end annotation
