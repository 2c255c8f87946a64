namespace MayorsMechanism.Messaging.Files;

/// <summary>
/// A file, as the record that it belongs to keeps it: a property stored as JSON. The bytes stand in <see cref="FileChunk"/>, and whoever
/// lets go of the record lets go of them too, by <see cref="FileStore.DropFilesAsync"/>.
/// </summary>
/// <param name="Id">Names the bytes.</param>
/// <param name="Name">Safe to save it under; its ending fits the type.</param>
/// <param name="MediaType">What the bytes are, whatever the sender called them.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of the bytes, in lower-case hexadecimal.</param>
public sealed record StoredFile(Guid Id, string Name, string MediaType, long Length, string Sha256);

/// <summary>A piece of a file's bytes: none is ever held in memory whole.</summary>
public sealed class FileChunk
{
    public required Guid FileId { get; init; }

    /// <summary>From 0, without a gap.</summary>
    public required int Number { get; init; }

    public required byte[] Bytes { get; init; }
}
