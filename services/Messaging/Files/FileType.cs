using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace MayorsMechanism.Messaging.Files;

/// <summary>What kinds of files are taken, told by their first bytes alone: what the sender calls them proves nothing.</summary>
/// <param name="MediaType">IANA name.</param>
/// <param name="Extensions">Endings of its names, the usual one first.</param>
public sealed record FileType(string MediaType, params string[] Extensions)
{
    const string Ooxml = "application/vnd.openxmlformats-officedocument.", Odf = "application/vnd.oasis.opendocument.";
    const int LongestName = 120;

    static readonly FileType Pdf = new("application/pdf", ".pdf"), Png = new("image/png", ".png"), Jpeg = new("image/jpeg", ".jpg", ".jpeg");
    static readonly FileType Text = new("text/plain", ".txt", ".csv", ".md");

    static readonly Dictionary<string, FileType> Office = new()
    {
        ["word/"] = new(Ooxml + "wordprocessingml.document", ".docx"),
        ["xl/"] = new(Ooxml + "spreadsheetml.sheet", ".xlsx"),
        ["ppt/"] = new(Ooxml + "presentationml.presentation", ".pptx"),
    };

    static readonly FileType[] OpenDocument = [new(Odf + "text", ".odt"), new(Odf + "spreadsheet", ".ods"), new(Odf + "presentation", ".odp")];

    static readonly SearchValues<byte> Control = SearchValues.Create([.. Enumerable.Range(0, 32).Where(b => b is not ('\t' or '\n' or '\r' or '\f')).Select(b => (byte)b), 0x7F]);
    static readonly SearchValues<char> Unsafe = SearchValues.Create("<>:\"|?*");

    public static readonly IReadOnlyList<FileType> Known = [Pdf, .. Office.Values, .. OpenDocument, Png, Jpeg, Text];

    /// <param name="head">The first <see cref="FileStore.ChunkBytes"/> bytes, or the whole of a shorter file.</param>
    /// <returns>Null when it is none that we take.</returns>
    public static FileType? Of(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith("%PDF-"u8) => Pdf,
        _ when head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) => Png,
        [0xFF, 0xD8, 0xFF, ..] => Jpeg,
        _ when head.StartsWith("PK\x3\x4"u8) => OfPackage(head),
        _ => IsText(head) ? Text : null,
    };

    /// <summary>The last part of a path, without what some system or reader takes for more than a name, and with an ending of this type.</summary>
    public string SafeName(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var kept = string.Concat(last.EnumerateRunes().Where(IsSafe).Take(LongestName)).Normalize().Trim(' ', '.');
        if (Array.Exists(Extensions, ending => kept.EndsWith(ending, StringComparison.OrdinalIgnoreCase))) return kept;
        return (kept.Length > 0 ? kept : "file") + Extensions[0];
    }

    /// <summary>Marks of direction could make an ending look like another.</summary>
    static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) && rune != Rune.ReplacementChar && !(rune.IsBmp && Unsafe.Contains((char)rune.Value));

    /// <summary>An archive. OpenDocument names itself in the first entry, uncompressed; Office is known by the folders in it.</summary>
    static FileType? OfPackage(ReadOnlySpan<byte> head)
    {
        if (Entry(head, 0).SequenceEqual("mimetype"u8)) return OfMimetype(head);
        for (var at = 0; ;)
        {
            var name = Entry(head, at);
            foreach (var (folder, type) in Office)
            {
                if (Ascii.Equals(name[..Math.Min(folder.Length, name.Length)], folder)) return type;
            }
            var next = head[(at + 4)..].IndexOf("PK\x3\x4"u8);
            if (next < 0) return null;
            at += 4 + next;
        }
    }

    static FileType? OfMimetype(ReadOnlySpan<byte> head)
    {
        var from = 30 + "mimetype".Length + BinaryPrimitives.ReadUInt16LittleEndian(head[28..]);
        foreach (var type in OpenDocument)
        {
            // What follows is the next entry: a template's longer name is none of ours.
            if (head.Length > from && head[from..].StartsWith(Encoding.ASCII.GetBytes(type.MediaType + "PK"))) return type;
        }
        return null;
    }

    /// <summary>The name in a local file header (APPNOTE.TXT, section 4.3.7).</summary>
    static ReadOnlySpan<byte> Entry(ReadOnlySpan<byte> head, int at)
    {
        if (head.Length < at + 30) return default;
        var name = head[(at + 30)..];
        return name[..Math.Min(name.Length, BinaryPrimitives.ReadUInt16LittleEndian(head[(at + 26)..]))];
    }

    /// <summary>UTF-8 without control characters, as far as one looks; the last character may be cut.</summary>
    static bool IsText(ReadOnlySpan<byte> head)
    {
        if (head.ContainsAny(Control)) return false;
        var whole = head.Length < FileStore.ChunkBytes;
        for (var cut = 0; cut <= (whole ? 0 : 3); cut++)
        {
            if (Utf8.IsValid(head[..^cut])) return true;
        }
        return false;
    }
}
