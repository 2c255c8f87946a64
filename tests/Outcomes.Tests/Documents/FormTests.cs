using System.IO.Compression;
using System.Xml.Linq;
using MayorsMechanism.Fixtures;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace MayorsMechanism.Outcomes.Tests.Documents;

public sealed class FormTests
{
    [Fact]
    public void A_sentence_leads_back_to_its_record()
    {
        var main = Reading.Html(Samples.Whole().Write("html")).Root!.Descendants("main").Single();

        string[] ids = [.. main.Descendants().Attributes("id").Select(id => id.Value)];
        ids.ShouldBeUnique();
        ById(Samples.Skills).Name.LocalName.ShouldBe("h2");
        ById(Samples.Nomination).Value.ShouldStartWith("Ana Pérez");
        ById(Samples.Message).Value.ShouldStartWith("Cities open doors to work.");
        ById(Samples.Quote).Name.LocalName.ShouldBe("figure");

        var marks = Reading.Word(Samples.Whole().Write("docx"), body => body.Descendants<W.BookmarkStart>()
            .ToDictionary(mark => mark.Name!.Value!, mark => mark.Parent!.InnerText));
        marks[$"record_{Samples.Message:N}"].ShouldStartWith("Cities open doors to work.");
        marks[$"record_{Samples.Quote:N}"].ShouldBe("We meet people where they live.");

        XElement ById(Guid id) => main.Descendants().Single(element => element.Attribute("id")?.Value == id.ToString());
    }

    [Fact]
    public void The_page_nests_points_and_quotes_in_their_message()
    {
        var message = Reading.Html(Samples.Whole().Write("html")).Descendants("li").Single(li => li.Attribute("id")?.Value == Samples.Message.ToString());

        message.Element("strong")!.Value.ShouldBe("Cities open doors to work.");
        message.Element("ul")!.Elements("li").Select(point => point.Value).ShouldBe(["Offices for advice", "Courses in the evening"]);
        message.Element("figure")!.Element("blockquote")!.Value.ShouldBe("We meet people where they live.");
        message.Element("figure")!.Element("figcaption")!.Element("cite")!.Value.ShouldBe("Ana Pérez, La Pintana");
    }

    [Fact]
    public void The_pages_headings_and_table_tell_their_structure()
    {
        var page = Reading.Html(Samples.Whole().Write("html"));

        var levels = page.Descendants().Select(element => element.Name.LocalName).Where(name => name is "h1" or "h2" or "h3" or "h4").Select(name => name[1] - '0').ToArray();
        levels[0].ShouldBe(1);
        levels.Skip(1).ShouldNotContain(1);
        levels.Zip(levels.Skip(1)).ShouldAllBe(pair => pair.Second <= pair.First + 1);
        page.Descendants("caption").Single().Value.ShouldBe("Dates of the sessions");
        page.Descendants("thead").Single().Descendants("th").ShouldAllBe(cell => cell.Attribute("scope")!.Value == "col");
        page.Descendants("style").Single().Value.ShouldContain("prefers-color-scheme: dark");
        page.Descendants("link").ShouldBeEmpty();
    }

    [Fact]
    public void Markdown_nests_points_and_quotes_in_their_message()
    {
        var message = XElement.Parse($"<main>{Reading.Rendered(Samples.Whole().Write("md"))}</main>")
            .Descendants("li").First(li => li.Value.Trim().StartsWith("Cities open doors", StringComparison.Ordinal));

        message.Descendants("strong").First().Value.ShouldBe("Cities open doors to work.");
        message.Element("ul")!.Elements("li").Select(point => point.Value.Trim()).ShouldBe(["Offices for advice", "Courses in the evening"]);
        message.Element("blockquote")!.Elements("p").Select(p => p.Value).ShouldBe(["We meet people where they live.", "— Ana Pérez, La Pintana (paraphrase)"]);
    }

    [Fact]
    public void Word_gets_true_styles_a_repeated_table_header_and_page_numbers()
    {
        Reading.Package(Samples.Whole().Write("docx", "pt"), package =>
        {
            var main = package.MainDocumentPart!;
            var used = main.Document.Descendants<W.ParagraphStyleId>().Select(style => style.Val!.Value!).ToHashSet();
            var known = main.StyleDefinitionsPart!.Styles!.Elements<W.Style>().Select(style => style.StyleId!.Value!).ToHashSet();
            used.Except(known).ShouldBeEmpty();
            used.ShouldBe(["Title", "Subtitle", "Heading1", "Heading2", "Heading3", "BodyText", "ListBullet", "ListBullet2", "ListContinue", "Quote", "QuoteSource", "Caption", "TableText"], ignoreOrder: true);
            main.Document.Descendants<W.TableRow>().Select(row => row.Descendants<W.TableHeader>().Any()).ShouldBe([true, false, false]);
            main.FooterParts.Single().Footer.Descendants<W.SimpleField>().Select(field => field.Instruction!.Value!.Trim()).ShouldBe(["PAGE", "NUMPAGES"]);
            main.StyleDefinitionsPart.Styles.DocDefaults!.Descendants<W.Languages>().Single().Val!.Value.ShouldBe("pt");
            return main.NumberingDefinitionsPart!.Numbering.Descendants<W.Level>().Select(level => level.ParagraphStyleIdInLevel!.Val!.Value).ToArray();
        }).ShouldBe(["ListBullet", "ListBullet2"]);
    }

    [Fact]
    public void Word_is_told_title_language_and_the_time_of_the_release()
    {
        var bytes = Samples.Whole().Write("docx", "pt");
        Reading.Package(bytes, package => (package.PackageProperties.Title, package.PackageProperties.Language, package.PackageProperties.Created?.ToUniversalTime()))
            .ShouldBe(("Overview of the Puebla consultation", "pt", new DateTime(2020, 7, 20, 23, 30, 0, DateTimeKind.Utc)));
        Reading.Package(Samples.Bare().Write("docx"), package => package.PackageProperties.Created).ShouldBeNull();

        using var archive = new ZipArchive(new MemoryStream(bytes));
        archive.Entries.Select(entry => entry.LastWriteTime.Year).ShouldAllBe(year => year == 1980);
        archive.Entries.Select(entry => entry.FullName).ShouldBeUnique();
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task LibreOffice_opens_the_Word_form_and_reads_everything_in_order()
    {
        using var folder = new TemporaryFolder("mayors-office-");
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "paper.docx"), Samples.Whole().Write("docx"), TestContext.Current.CancellationToken);

        var text = await Office.ConvertAsync(folder.Path, "paper.docx", "txt:Text (encoded):UTF8", TestContext.Current.CancellationToken);
        var print = await Office.ConvertAsync(folder.Path, "paper.docx", "pdf", TestContext.Current.CancellationToken);

        System.Text.Encoding.UTF8.GetString(text).ShouldSayInOrder(Samples.WholeInOrder);
        System.Text.Encoding.ASCII.GetString(print, 0, 5).ShouldBe("%PDF-");
    }
}
