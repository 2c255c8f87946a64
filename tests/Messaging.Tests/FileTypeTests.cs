using System.IO.Compression;
using System.Text;
using MayorsMechanism.Messaging.Files;

namespace MayorsMechanism.Messaging.Tests;

public class FileTypeTests
{
    [Theory]
    [InlineData("application/pdf", "%PDF-1.7\n")]
    [InlineData("image/png", "\u0089PNG\r\n\u001a\n....")]
    [InlineData("image/jpeg", "\u00ff\u00d8\u00ff\u00e0..")]
    [InlineData("text/plain", "organisation,country\r\nMontevideo,UY\r\n")]
    [InlineData("text/plain", "<html><script>alert(1)</script></html>")]
    [InlineData(null, "MZ\u0090\u0000\u0003")]
    [InlineData(null, "GIF89a\u0001\u0000")]
    [InlineData(null, "\u00ff\u00fet\u0000e\u0000")]
    [InlineData(null, "S\u00e3o Paulo, in Latin-1")]
    [InlineData(null, "PK\u0003\u0004")]
    public void What_a_file_is_stands_in_its_first_bytes(string? type, string bytes) =>
        (FileType.Of(Encoding.Latin1.GetBytes(bytes))?.MediaType).ShouldBe(type);

    [Theory]
    [InlineData(".docx", "[Content_Types].xml", "_rels/.rels", "word/document.xml")]
    [InlineData(".docx", "word/media/image1.png", "word/document.xml", "[Content_Types].xml")]
    [InlineData(".xlsx", "[Content_Types].xml", "xl/workbook.xml")]
    [InlineData(".pptx", "docProps/app.xml", "ppt/presentation.xml")]
    [InlineData(null, "readme.txt", "setup.exe")]
    [InlineData(null, "META-INF/MANIFEST.MF", "password/x")]
    public void An_archive_is_known_by_what_it_holds(string? ending, params string[] entries) =>
        (FileType.Of(Archive(entries))?.Extensions[0]).ShouldBe(ending);

    [Theory]
    [InlineData(".odt", "application/vnd.oasis.opendocument.text")]
    [InlineData(".ods", "application/vnd.oasis.opendocument.spreadsheet")]
    [InlineData(null, "application/vnd.oasis.opendocument.text-template")]
    [InlineData(null, "application/epub+zip")]
    public void An_open_document_names_itself(string? ending, string mimetype) =>
        (FileType.Of(Archive(["mimetype", "content.xml"], mimetype))?.Extensions[0]).ShouldBe(ending);

    [Fact]
    public void A_text_may_be_cut_within_a_character_and_no_broken_one_passes()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ñ", 200_000)));

        FileType.Of(text.AsSpan(1, 256 << 10)).ShouldBeNull();
        FileType.Of(text.AsSpan(0, (256 << 10) - 1)).ShouldBeNull("a whole file is not cut");
        byte[] cut = [(byte)'x', .. text.AsSpan(0, (256 << 10) - 1)];
        FileType.Of(cut)!.MediaType.ShouldBe("text/plain");
    }

    [Theory]
    [InlineData("Concept note.pdf", "Concept note.pdf")]
    [InlineData("Concept note.PDF", "Concept note.PDF")]
    [InlineData("run.exe", "run.exe.pdf")]
    [InlineData("../../etc/passwd", "passwd.pdf")]
    [InlineData("C:\\Users\\ana\\note.pdf", "note.pdf")]
    [InlineData("no\u202Efdp.exe", "nofdp.exe.pdf")]
    [InlineData("a\"b\r\nX-Evil: 1.pdf", "abX-Evil 1.pdf")]
    [InlineData(" ... ", "file.pdf")]
    [InlineData(null, "file.pdf")]
    [InlineData("Declaración de São Paulo – 日本.pdf", "Declaración de São Paulo – 日本.pdf")]
    public void A_name_is_safe_to_save_under_and_its_ending_tells_the_truth(string? given, string safe) =>
        FileType.Of("%PDF-1.7"u8)!.SafeName(given).ShouldBe(safe);

    [Fact]
    public void A_long_name_is_cut_between_characters() =>
        FileType.Of("%PDF-1.7"u8)!.SafeName(string.Concat(Enumerable.Repeat("🏙", 300))).ShouldBe(string.Concat(Enumerable.Repeat("🏙", 120)) + ".pdf");

    /// <summary>The first entry is stored as it is, as OpenDocument asks.</summary>
    static byte[] Archive(string[] entries, string first = "x")
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (i, entry) in entries.Index())
            {
                using var writer = new StreamWriter(archive.CreateEntry(entry, i == 0 ? CompressionLevel.NoCompression : CompressionLevel.Optimal).Open());
                writer.Write(i == 0 ? first : "x");
            }
        }
        return bytes.ToArray();
    }
}
