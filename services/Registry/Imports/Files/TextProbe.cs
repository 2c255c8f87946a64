using System.Text;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>Finds out, before any row is read, whether a file is text and in which encoding: UTF-8, UTF-16 where it is marked, else Windows-1252.</summary>
static class TextProbe
{
    // Without U+FFFD in place of what does not fit: that would be stored as if somebody had written it.
    static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <exception cref="FileProblem">Empty, larger than we take, packed wrongly, or no text.</exception>
    public static async Task<Encoding> RunAsync(StoredFile file, CancellationToken cancel)
    {
        await using var stream = file.Open();
        var buffer = new byte[64 << 10];
        var (decoder, characters, isUtf8) = (Utf8.GetDecoder(), new char[buffer.Length + 1], true);
        Encoding? marked = null;
        for (var first = true; ; first = false)
        {
            var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
            if (first) marked = Marked(buffer.AsSpan(0, count));
            if (marked is null && buffer.AsSpan(0, count).Contains((byte)0)) throw new FileProblem("file-not-text");
            isUtf8 = isUtf8 && Fits(decoder, buffer.AsSpan(0, count), characters, count < buffer.Length);
            if (count < buffer.Length) break;
        }
        if (stream.Count == 0) throw new FileProblem("file-empty");
        return marked ?? (isUtf8 ? Utf8 : Windows1252);
    }

    static Encoding? Marked(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, ..] => new UnicodeEncoding(false, true, true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(true, true, true),
        // Every spreadsheet program's own format, and archives.
        [(byte)'P', (byte)'K', 3, 4, ..] or [0xD0, 0xCF, 0x11, 0xE0, ..] or [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] or [0x1F, 0x8B, ..]
            => throw new FileProblem("file-not-text"),
        _ => null,
    };

    static bool Fits(Decoder decoder, ReadOnlySpan<byte> bytes, char[] characters, bool last)
    {
        try
        {
            decoder.GetChars(bytes, characters, last);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
