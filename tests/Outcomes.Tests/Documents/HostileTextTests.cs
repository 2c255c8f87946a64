using System.Text.Json;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Validation;

namespace MayorsMechanism.Outcomes.Tests.Documents;

public sealed class HostileTextTests
{
    public static TheoryData<string> Texts =>
    [
        "<script>alert('1')</script>", "</style><img src=x onerror=alert(1)>", "AT&T &amp; &lt;b&gt; &#60;", "\"quoted\" 'single' `code` ``", "]]> --> <!-- <![CDATA[ <?php",
        "# no heading", "1. no list", "12) nor this", "- nor this", "+ nor this", "* nor this", "> no quote", "---", "===", "***", "~~~", "```", "a\n---\nb", "a\n===\nb", "a\n# b\n1. c\n- d", "a\n===", "a\n---", "a\n***", "a\n1.",
        "*stars* **two** _under_ __two__ ~~gone~~", "[link](javascript:alert(1)) ![image](x) [ref]: <http://x>", "a | b | c \\| d", "back\\slash \\", "ends in star*", "*", "**", "_a_*b*",
        "«Quoted» (lead)", "ends in #", "#", "<b", "http://example.org/?a=1&b=2", "    indented", "{0} {1} {", "$1 $0 \\1",
        "مرحبا بالعالم", "e\u0301 a\u0308\u0323", "👩🏽‍🚀 🇨🇱 𝒳", "Z\u200Bw \u202Ertl\u202C\u00A0nbsp", new string('x', 3000), "a\r\nb\rc\u2028d",
    ];

    [Theory, MemberData(nameof(Texts))]
    public void Text_stands_in_every_form_as_it_was_written(string text)
    {
        var expected = text.WithoutSpace();
        var paper = Samples.Saying(text);

        var html = paper.Text("html").WithoutSpace();

        // Title, introduction, mechanism, six of the cycle, ten of the consultation, the topic's title twice, …: each is counted, for one could hide another.
        Count(html, expected).ShouldBeGreaterThanOrEqualTo(31);
        paper.Text("docx").WithoutSpace().ShouldBe(html);
        paper.Text("md").WithoutSpace().ShouldBe(html);
        JsonSerializer.Deserialize<JsonElement>(paper.Write("json")).GetProperty("title").GetProperty("en").GetString().ShouldBe(text);
    }

    [Theory, MemberData(nameof(Texts))]
    public void No_text_makes_elements_of_its_own(string text)
    {
        var plain = Elements(Reading.Html(Samples.Saying("plain").Write("html")).Root!);

        Elements(Reading.Html(Samples.Saying(text).Write("html")).Root!).ShouldBe(plain);
        if (!text.Contains('\n') && !text.Contains('\r'))
            Elements(System.Xml.Linq.XElement.Parse($"<p>{Reading.Rendered(Samples.Saying(text).Write("md"))}</p>"))
                .ShouldBe(Elements(System.Xml.Linq.XElement.Parse($"<p>{Reading.Rendered(Samples.Saying("plain").Write("md"))}</p>")));
    }

    [Fact]
    public void What_XML_cannot_hold_is_left_out_and_the_rest_stays()
    {
        // Not a theory: the runner could not hand such texts over either.
        foreach (var (text, left) in new[]
        {
            ("a\u0000b\u0001c\u000Bd\u001Fe\u007Ff\u0085g", "abcdefg"), ("half \uD83D pair", "half\uFFFDpair"), ("no \uFFFE\uFFFF characters", "no\uFFFD\uFFFDcharacters"),
        })
        {
            var paper = Samples.Saying(text);

            foreach (var extension in Reading.Printed) paper.Text(extension).WithoutSpace().ShouldStartWith(left);
            JsonSerializer.Deserialize<JsonElement>(paper.Write("json")).ValueKind.ShouldBe(JsonValueKind.Object);
        }
    }

    [Theory, MemberData(nameof(Texts))]
    public void No_text_breaks_the_rules_of_Word(string text)
    {
        foreach (var language in new[] { "en", "ar" }) Complaints(Samples.Saying(text, language).Write("docx", "ar")).ShouldBeEmpty();
    }

    [Theory, InlineData("en"), InlineData("es"), InlineData("ar")]
    public void The_validator_of_Open_XML_has_no_complaint(string language)
    {
        Complaints(Samples.Whole().Write("docx", language)).ShouldBeEmpty();
        Complaints(Samples.Bare().Write("docx", language)).ShouldBeEmpty();
    }

    /// <summary>Of the oldest Word and of the newest.</summary>
    static string[] Complaints(byte[] bytes) => Reading.Package(bytes, package => new[] { FileFormatVersions.Office2007, FileFormatVersions.Microsoft365 }
        .SelectMany(version => new OpenXmlValidator(version).Validate(package)).Select(error => $"{error.Path?.XPath}: {error.Description}").ToArray());

    static string Elements(System.Xml.Linq.XElement root) => string.Join(' ', root.Descendants().Select(element => element.Name.LocalName).Where(name => name is not ("br" or "span")));

    static int Count(string text, string part) => text.Split(part).Length - 1;
}
