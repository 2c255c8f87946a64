using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.Files;

/// <summary>Files of a service, in its own database.</summary>
public static class FileStore
{
    internal const int ChunkBytes = 256 << 10;

    /// <summary>Gives a service the table that the bytes of its files stand in.</summary>
    public static void AddFiles(this ModelBuilder modelBuilder) => modelBuilder.Entity<FileChunk>(chunk =>
    {
        chunk.ToTable("file_chunks");
        chunk.HasKey(c => new { c.FileId, c.Number });
    });

    /// <summary>
    /// Deletes the bytes of files whose records go, or must not hold them any more: call it in the transaction that does so. An erasure calls
    /// it for the files that are about the erased person. Null stands for a record that has no file.
    /// </summary>
    public static Task DropFilesAsync(this MessagingDbContext db, IEnumerable<StoredFile?> files, CancellationToken cancel)
    {
        var ids = files.OfType<StoredFile>().Select(file => file.Id).ToArray();
        return db.Set<FileChunk>().Where(chunk => ids.Contains(chunk.FileId)).ExecuteDeleteAsync(cancel);
    }
}
