# photos.read
.class final Lorg/example/reach/Photos;
.super Ljava/lang/Object;
.source "Photos.java"

.annotation runtime Lorg/example/reach/Names;
    value = Landroid/provider/MediaStore$Images$Media;->EXTERNAL_CONTENT_URI:Landroid/net/Uri;
.end annotation
