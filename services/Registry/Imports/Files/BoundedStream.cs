namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>Ends with a problem where a file is larger, unpacked, than we take, or a row of it is: a bomb is not unpacked to see how large it is.</summary>
sealed class BoundedStream(Stream inner) : ReadOnlyStream
{
    long _rowFrom;

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>Call it at each row, where the reader has no bound of its own.</summary>
    public void BeginRow() => _rowFrom = Count;

    public bool BoundsRows { get; init; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await ReadInnerAsync(buffer, cancellationToken);
        Count += count;
        if (Count > ImportFile.Largest) throw new FileProblem("file-too-large", ImportFile.Largest >> 20);
        if (BoundsRows && Count - _rowFrom > 2 * ImportFile.LongestRow) throw new FileProblem("file-row-too-long", ImportFile.LongestRow >> 20);
        return count;
    }

    async ValueTask<int> ReadInnerAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancel);
        }
        catch (InvalidDataException)
        {
            throw new FileProblem("file-gzip-broken");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}

/// <summary>A stream that is read asynchronously from its beginning to its end.</summary>
abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
