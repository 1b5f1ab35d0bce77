# crypto.weak
.class final Lorg/example/reach/Cipher;
.super Ljava/lang/Object;
.source "Cipher.java"

.field static final NAME:Ljava/lang/String; = "DES/ECB/PKCS5Padding"
