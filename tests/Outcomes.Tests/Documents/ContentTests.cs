using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MayorsMechanism.Outcomes.Papers.Documents;
using MayorsMechanism.ServiceDefaults.Reference;

namespace MayorsMechanism.Outcomes.Tests.Documents;

public sealed partial class ContentTests
{
    public static TheoryData<string> Printed => [.. Reading.Printed];

    [Theory, MemberData(nameof(Printed))]
    public void Every_form_says_everything_in_the_papers_order(string extension) =>
        Samples.Whole().Text(extension).WithoutSpace().ShouldBe(string.Concat(Samples.WholeInOrder).WithoutSpace());

    [Fact]
    public void JSON_is_the_document_itself()
    {
        var json = JsonSerializer.Deserialize<JsonElement>(Samples.Whole().Write("json", "es"));

        json.GetProperty("releasedAt").GetString().ShouldBe("2020-07-20T23:30:00Z");
        json.GetProperty("cycle").GetProperty("themes").EnumerateArray().Select(theme => theme.GetString())
            .ShouldBe(["Labour migration", "Skills of migrants", "Irregular migration"]);
        var topic = json.GetProperty("topics").EnumerateArray().Select(topic => topic.GetProperty("title").GetProperty("en").GetString());
        topic.ShouldBe(["Skills for work", "Gaps in protection"]);
        json.GetProperty("topics")[0].GetProperty("quotes")[1].GetProperty("messageId").GetGuid().ShouldBe(Samples.Message);
        json.GetProperty("topics")[0].GetProperty("representatives")[0].GetProperty("name").GetString().ShouldBe("Ana Pérez");
    }

    [Theory]
    [InlineData("es", "Publicación 2 – 20 de julio de 2020", "Presidencia: Emiratos Árabes Unidos", "Marco jurídico", "Tema 1 – ", "Conclusiones principales", "(paráfrasis)")]
    [InlineData("fr", "Publication 2 – 20 juillet 2020", "Présidence : Émirats arabes unis", "Cadre juridique", "Sujet 1 – ", "Points à retenir", "(paraphrase)")]
    [InlineData("pt-BR", "Publicação 2 – 20 de julho de 2020", "Presidência: Emirados Árabes Unidos", "Quadro jurídico", "Tópico 1 – ", "Principais conclusões", "(paráfrase)")]
    public void Headings_dates_and_countries_are_in_the_wanted_language(string language, params string[] words)
    {
        foreach (var extension in Reading.Printed) Samples.Whole().Text(extension, language).ShouldSayInOrder(words);
    }

    [Theory, InlineData("en"), InlineData("es"), InlineData("fr"), InlineData("pt")]
    public void Every_country_has_a_name_in_every_language(string language)
    {
        foreach (var country in Countries.All)
        {
            var paper = Samples.Bare() with { Cycle = new CyclePart(Guid.NewGuid(), "GFMD", country.Code, [], null) };
            var heading = Encoding.UTF8.GetString(paper.Write("md", language)).Split('\n').Single(line => line.StartsWith("## GFMD", StringComparison.Ordinal));
            heading.ShouldNotEndWith($" {country.Code}", Case.Sensitive);
        }
    }

    [Fact]
    public void Every_word_is_in_every_language_with_the_same_arguments()
    {
        using var stream = typeof(PaperFormats).Assembly.GetManifestResourceStream("papers.json")!;
        foreach (var (word, languages) in JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!)
        {
            languages.Keys.ToArray().ShouldBe(["en", "es", "fr", "pt"], word);
            var arguments = languages.Values.Select(text => string.Concat(Arguments().Matches(text).Select(match => match.Value))).Distinct();
            arguments.Count().ShouldBe(1, word);
        }
    }

    [Theory, MemberData(nameof(Printed))]
    public void A_draft_with_nothing_in_it_has_no_headings_without_content(string extension) =>
        Samples.Bare().Text(extension).WithoutSpace()
            .ShouldBe("Colombo Process Consultation Draft GFMD 2021 – Chairmanship: France Colombo Process Consultation".WithoutSpace());

    [Theory, MemberData(nameof(Printed))]
    public void An_erased_person_leaves_organisation_country_and_affiliation(string extension)
    {
        var topic = Samples.Whole().Topics[0];
        var erased = Samples.Whole() with
        {
            Topics =
            [
                topic with
                {
                    Representatives = [topic.Representatives[0] with { PersonId = null, Name = null, Title = null }],
                    Quotes = [topic.Quotes[1] with { PersonId = null, Name = null }, topic.Quotes[0] with { PersonId = null, Name = null, Affiliation = null }],
                },
            ],
        };

        var text = erased.Text(extension);

        text.ShouldNotContain("Ana", Case.Sensitive);
        text.ShouldSayInOrder("LRA representatives", "Municipality of La Pintana, Chile", "— La Pintana (paraphrase)", "Nobody asked us before.");
        text.Trim().ShouldEndWith("Nobody asked us before.", customMessage: "nothing is left to attribute it to");
    }

    [Theory, MemberData(nameof(Printed))]
    public void A_quote_whose_message_is_gone_stands_at_the_end_of_its_topic(string extension)
    {
        var topic = Samples.Whole().Topics[0];
        var paper = Samples.Whole() with { Topics = [topic with { Quotes = [topic.Quotes[1] with { MessageId = Guid.NewGuid() }] }] };

        paper.Text(extension).ShouldSayInOrder("Nobody should have to guess.", "Quotes", "We meet people where they live.");
    }

    [Theory, InlineData("docx"), InlineData("html"), InlineData("md"), InlineData("json")]
    public void The_same_paper_gives_the_same_bytes(string extension)
    {
        var paper = Samples.Whole();

        paper.Write(extension, "fr").ShouldBe(paper.Write(extension, "fr"));
    }

    [Fact]
    public void Forms_are_found_by_their_extension()
    {
        PaperFormats.All.Select(format => PaperFormats.ByExtension(format.Extension)).ShouldBe(PaperFormats.All);
        PaperFormats.ByExtension("pdf").ShouldBeNull();
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Arguments();
}
