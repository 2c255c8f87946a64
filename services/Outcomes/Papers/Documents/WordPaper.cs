using System.IO.Compression;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>The package: styles, numbering, settings and footer stand in word.*.xml.</summary>
static class WordPaper
{
    public static byte[] Write(PaperDocument paper, string language)
    {
        var outline = new PaperOutline(paper, language);
        using var stream = new MemoryStream();
        using (var package = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            // Every id is given: the library would make a random one.
            var main = package.AddMainDocumentPart();
            package.ChangeIdOfPart(main, "document");
            main.Document = new W.Document(new WordBody(language).Write(outline.Blocks(), footer: "footer"));
            Feed(main.AddNewPart<StyleDefinitionsPart>("styles"), "word.styles.xml");
            SetLanguage(main.StyleDefinitionsPart!.Styles!.DocDefaults!.Descendants<W.Languages>().Single(), language);
            Feed(main.AddNewPart<NumberingDefinitionsPart>("numbering"), "word.numbering.xml");
            Feed(main.AddNewPart<DocumentSettingsPart>("settings"), "word.settings.xml");
            Feed(main.AddNewPart<FooterPart>("footer"), "word.footer.xml");
            var core = package.AddCoreFilePropertiesPart();
            package.ChangeIdOfPart(core, "core");
            using var properties = core.GetStream(FileMode.Create);
            CoreProperties(outline.Title, language, paper.ReleasedAt).Save(properties, SaveOptions.DisableFormatting);
        }
        ForgetTimes(stream);
        return stream.ToArray();
    }

    static void Feed(OpenXmlPart part, string name)
    {
        using var source = Embedded.Open(name);
        part.FeedData(source);
    }

    static void SetLanguage(W.Languages languages, string language)
    {
        if (PaperLanguage.IsRightToLeft(language)) languages.Bidi = language;
        else languages.Val = language;
    }

    static XElement CoreProperties(string title, string language, DateTimeOffset? released)
    {
        XNamespace core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties", dc = "http://purl.org/dc/elements/1.1/",
            terms = "http://purl.org/dc/terms/", xsi = "http://www.w3.org/2001/XMLSchema-instance";
        return new XElement(core + "coreProperties",
            new XAttribute(XNamespace.Xmlns + "dc", dc), new XAttribute(XNamespace.Xmlns + "dcterms", terms), new XAttribute(XNamespace.Xmlns + "xsi", xsi),
            new XElement(dc + "title", title),
            new XElement(dc + "creator", "GFMD Mayors Mechanism"),
            new XElement(dc + "language", language),
            released is null ? null : new XElement(terms + "created", new XAttribute(xsi + "type", "dcterms:W3CDTF"), $"{released.Value.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"));
    }

    /// <summary>Each entry of a package bears the time of its writing: the same paper would have other bytes a moment later.</summary>
    static void ForgetTimes(MemoryStream package)
    {
        using var archive = new ZipArchive(package, ZipArchiveMode.Update, leaveOpen: true);
        foreach (var entry in archive.Entries) entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
