# contacts.read
.class final Lorg/example/reach/Book;
.super Ljava/lang/Object;
.source "Book.java"

.annotation runtime Lorg/example/reach/Names;
    value = Landroid/provider/ContactsContract$Contacts;->CONTENT_URI:Landroid/net/Uri;
.end annotation
