using System.Text;
using System.Xml.Linq;
using MayorsMechanism.Outcomes.Papers.Documents;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace MayorsMechanism.Outcomes.Tests.Documents;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("es", "en,fr,es", "es")]
    [InlineData("es-MX", "en,es-AR,es", "es-AR")]
    [InlineData("es-MX", "en,es,ES-mx", "ES-mx")]
    [InlineData("es", "fr,en", "en")]
    [InlineData("es", "fr,en-GB", "en-GB")]
    [InlineData("es", "pt,fr", "pt")]
    public void A_missing_text_is_said_in_English_else_in_any_language(string wanted, string given, string said)
    {
        var paper = Samples.Whole() with { Mechanism = given.Split(',').ToDictionary(tag => tag, tag => $"Said in {tag}.") };

        foreach (var extension in Reading.Printed)
            paper.Text(extension, wanted).Split("Said in ").Skip(1).Select(rest => rest.Split('.')[0]).ShouldBe([said], extension);
    }

    [Fact]
    public void What_is_said_in_another_language_bears_its_tag_in_every_form()
    {
        var paper = Samples.Whole() with { Mechanism = new() { ["fr"] = "Trois organisations." }, Introduction = new() { ["es"] = "Las ciudades." } };

        var html = Reading.Html(paper.Write("html", "es"));
        html.Root!.Attribute("lang")!.Value.ShouldBe("es");
        Saying(html, "Trois organisations.").Attribute("lang")!.Value.ShouldBe("fr");
        Saying(html, "Las ciudades.").Attribute("lang").ShouldBeNull();

        Encoding.UTF8.GetString(paper.Write("md", "es")).ShouldSayInOrder("\nLas ciudades.\n", "<span lang=\"fr\">Trois organisations.</span>");

        var languages = Reading.Word(paper.Write("docx", "es"), body => body.Descendants<W.Run>().ToLookup(run => run.InnerText, run => run.RunProperties?.Languages?.Val?.Value));
        languages["Trois organisations."].ShouldBe(["fr"]);
        languages["Las ciudades."].ShouldBe([null]);
    }

    [Fact]
    public void A_quote_is_given_in_the_wanted_translation_and_marked_as_one()
    {
        var topic = Samples.Whole().Topics[1];
        var quote = new QuotePart(Guid.NewGuid(), null, null, "es", "Nadie nos preguntó.", new() { ["en"] = "Nobody asked us." }, false, "Luis Mora", null);
        var paper = Samples.Whole() with { Topics = [topic with { Quotes = [quote] }] };

        foreach (var extension in Reading.Printed)
        {
            paper.Text(extension, "en").ShouldSayInOrder("Nobody asked us.", "— Luis Mora (translation)");
            paper.Text(extension, "es").ShouldSayInOrder("Nadie nos preguntó.", "— Luis Mora");
            paper.Text(extension, "es").ShouldNotContain("traducción");
        }
    }

    [Theory, InlineData("ar"), InlineData("he"), InlineData("fa"), InlineData("ur-PK")]
    public void A_paper_in_a_language_written_from_the_right_runs_from_the_right(string language)
    {
        var paper = Samples.Saying("مرحبا بالعالم", language);

        var html = Reading.Html(paper.Write("html", language)).Root!;
        html.Attribute("dir")!.Value.ShouldBe("rtl");
        var heading = html.Descendants("h2").First();
        heading.Attribute("lang")!.Value.ShouldBe("en", "we have no headings in this language");
        heading.Attribute("dir")!.Value.ShouldBe("ltr");

        Reading.Word(paper.Write("docx", language), body =>
        {
            body.GetFirstChild<W.SectionProperties>()!.GetFirstChild<W.BiDi>().ShouldNotBeNull();
            body.Descendants<W.TableProperties>().Single().BiDiVisual.ShouldNotBeNull();
            var title = body.GetFirstChild<W.Paragraph>()!;
            title.ParagraphProperties!.BiDi.ShouldNotBeNull();
            return title.Descendants<W.RightToLeftText>().ShouldHaveSingleItem();
        });
    }

    [Fact]
    public void A_sentence_from_the_right_keeps_its_direction_in_an_English_paper()
    {
        var paper = Samples.Whole() with { Mechanism = new() { ["ar"] = "مرحبا" } };

        Saying(Reading.Html(paper.Write("html")), "مرحبا").Attribute("dir")!.Value.ShouldBe("rtl");
        Encoding.UTF8.GetString(paper.Write("md")).ShouldContain("<span lang=\"ar\" dir=\"rtl\">مرحبا</span>");
        Reading.Word(paper.Write("docx"), body => body.Elements<W.Paragraph>().Single(paragraph => paragraph.InnerText == "مرحبا").ParagraphProperties!.BiDi).ShouldNotBeNull();
    }

    [Fact]
    public void A_name_in_the_other_direction_keeps_it_though_nobody_told_its_language()
    {
        Cycle("الهجرة", "en").ShouldBe("und-Arab rtl");
        Cycle("GFMD 2020", "en").ShouldBe(" ");
        Cycle("GFMD 2020", "ar").ShouldBe("und ltr");
        Cycle("الهجرة", "ar").ShouldBe(" ");
        Cycle("2020", "ar").ShouldBe(" ");

        static string Cycle(string theme, string language)
        {
            var paper = Samples.Whole();
            var html = Reading.Html((paper with { Cycle = paper.Cycle with { Themes = [theme] } }).Write("html", language));
            var item = html.Descendants("li").First();
            item.Value.ShouldBe(theme);
            return $"{item.Attribute("lang")?.Value} {item.Attribute("dir")?.Value}";
        }
    }

    static XElement Saying(XDocument page, string text) => page.Descendants("p").Single(p => p.Value == text);
}
