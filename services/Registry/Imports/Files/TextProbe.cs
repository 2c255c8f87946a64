using System.Text;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>
/// Finds out, before any row is read, whether a file is text and in which encoding: UTF-8, UTF-16 where it is marked, else Windows-1252. A file
/// that is mostly UTF-8, or is marked, and has a broken character is refused: as Windows-1252 each of its accents would turn into two letters.
/// </summary>
static class TextProbe
{
    // Without U+FFFD in place of what does not fit: that would be stored as if somebody had written it.
    static readonly Encoding Utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <exception cref="FileProblem">Empty, larger than we take, packed wrongly, no text, or text that is broken.</exception>
    public static async Task<Encoding> RunAsync(ImportFile file, CancellationToken cancel)
    {
        await using var stream = file.Open();
        var buffer = new byte[64 << 10];
        Encoding? marked = null;
        Characters? found = null;
        for (var last = false; !last;)
        {
            var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
            last = count < buffer.Length;
            if (found is null) marked = Marked(buffer.AsSpan(0, count));
            if (marked is not UnicodeEncoding && buffer.AsSpan(0, count).Contains((byte)0)) throw new FileProblem("file-not-text");
            found ??= new(marked ?? Utf8);
            found.Add(buffer.AsSpan(0, count), last);
        }
        if (stream.Count == 0) throw new FileProblem("file-empty");
        if (found!.Broken == 0) return marked ?? Utf8;
        // In another encoding hardly any two letters happen to be one of UTF-8.
        return marked is null && found.Broken > found.Whole ? Windows1252 : throw new FileProblem("file-text-broken", found.BrokenIn);
    }

    static Encoding? Marked(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Utf8,
        [0xFF, 0xFE, ..] => new UnicodeEncoding(false, true, true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(true, true, true),
        // Every spreadsheet program's own format, and archives.
        [(byte)'P', (byte)'K', 3, 4, ..] or [0xD0, 0xCF, 0x11, 0xE0, ..] or [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] or [0x1F, 0x8B, ..]
            => throw new FileProblem("file-not-text"),
        _ => null,
    };

    /// <summary>What is found of characters beyond ASCII, read in an encoding piece by piece.</summary>
    sealed class Characters
    {
        // Unicode keeps it out of texts, so it stands for what does not fit.
        const char None = '\uFFFF';

        readonly Decoder _decoder;
        char[] _read = [];
        int _line = 1;

        public Characters(Encoding encoding)
        {
            _decoder = encoding.GetDecoder();
            _decoder.Fallback = new DecoderReplacementFallback($"{None}");
        }

        public int Whole { get; private set; }
        public int Broken { get; private set; }

        /// <summary>The line of the first that is broken.</summary>
        public int BrokenIn { get; private set; }

        public void Add(ReadOnlySpan<byte> bytes, bool last)
        {
            if (_read.Length <= bytes.Length) _read = new char[bytes.Length + 1];
            foreach (var c in _read.AsSpan(0, _decoder.GetChars(bytes, _read, last)))
            {
                if (c == '\n') _line++;
                else if (c == None) (Broken, BrokenIn) = (Broken + 1, Broken == 0 ? _line : BrokenIn);
                else if (!char.IsAscii(c) && !char.IsLowSurrogate(c)) Whole++;
            }
        }
    }
}
