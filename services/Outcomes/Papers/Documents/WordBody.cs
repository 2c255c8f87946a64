using DocumentFormat.OpenXml;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace MayorsMechanism.Outcomes.Papers.Documents;

/// <summary>Blocks as paragraphs and tables of WordprocessingML, in the styles of word.styles.xml.</summary>
sealed class WordBody(string language)
{
    const int ListIndent = 360, QuoteIndent = 425;

    static readonly int[] ColumnWidths = [1900, 2200, 3038, 1933];

    readonly bool _isRightToLeft = PaperLanguage.IsRightToLeft(language);
    readonly HashSet<Guid> _marked = [];

    public W.Body Write(IEnumerable<Block> blocks, string footer)
    {
        var section = new W.SectionProperties(
            new W.FooterReference { Type = W.HeaderFooterValues.Default, Id = footer },
            new W.PageSize { Width = 11906, Height = 16838 },
            new W.PageMargin { Top = 1418, Right = 1418, Bottom = 1418, Left = 1418, Header = 709, Footer = 709, Gutter = 0 });
        if (_isRightToLeft) section.Append(new W.BiDi());
        return new W.Body([.. blocks.SelectMany(Elements), section]);
    }

    IEnumerable<OpenXmlElement> Elements(Block block) => block switch
    {
        Heading { Level: 0 } title => [Marked(title, Paragraph("Title", title.Runs))],
        Heading heading => [Marked(heading, Paragraph($"Heading{heading.Level}", heading.Runs))],
        Subtitle subtitle => [Paragraph("Subtitle", subtitle.Runs)],
        Paragraph { Depth: 0 } paragraph => [Marked(paragraph, Paragraph("BodyText", paragraph.Runs))],
        Paragraph inItem => [Paragraph(inItem.Depth == 1 ? "ListContinue" : "ListContinue2", inItem.Runs)],
        Item item => [Marked(item, Paragraph(item.Depth == 1 ? "ListBullet" : "ListBullet2", item.Runs))],
        Quotation quote => QuoteElements(quote),
        Table table => [Paragraph("Caption", [table.Caption]), TableElement(table)],
        _ => throw new ArgumentOutOfRangeException(nameof(block)),
    };

    IEnumerable<OpenXmlElement> QuoteElements(Quotation quote)
    {
        // The attribution follows the direction of the wording: they stand at one rule.
        var around = Run.LanguageOf(quote.Wording) ?? language;
        var paragraphs = quote.Wording.Select(run => Paragraph("Quote", [run], around));
        if (quote.Attribution is { Length: > 0 } attribution) paragraphs = paragraphs.Append(Paragraph("QuoteSource", [new Run("— "), .. attribution], around));
        return paragraphs.Select((paragraph, index) =>
        {
            if (quote.Depth > 0) paragraph.ParagraphProperties!.Indentation = new W.Indentation { Left = $"{QuoteIndent + quote.Depth * ListIndent}" };
            if (PaperLanguage.IsRightToLeft(around)) paragraph.ParagraphProperties!.ParagraphBorders = RuleOnTheRight();
            return index == 0 ? Marked(quote, paragraph) : paragraph;
        });
    }

    /// <summary>Indents follow a paragraph's direction, its borders do not.</summary>
    static W.ParagraphBorders RuleOnTheRight() => new(
        new W.LeftBorder { Val = W.BorderValues.Nil },
        new W.RightBorder { Val = W.BorderValues.Single, Size = 18, Space = 12, Color = "1A5F7A" });

    W.Table TableElement(Table table)
    {
        var properties = new W.TableProperties
        {
            TableStyle = new W.TableStyle { Val = "PaperTable" },
            BiDiVisual = _isRightToLeft ? new W.BiDiVisual() : null,
            TableWidth = new W.TableWidth { Width = "5000", Type = W.TableWidthUnitValues.Pct },
            TableLayout = new W.TableLayout { Type = W.TableLayoutValues.Fixed },
            // First row; no bands. As attributes of their own these are of Word 2010 and later, as is a caption: it stands above the table.
            TableLook = new W.TableLook { Val = "0620" },
        };
        var header = Row(table.Columns);
        header.TableRowProperties!.Append(new W.TableHeader());
        return new W.Table([properties, new W.TableGrid(ColumnWidths.Select(width => new W.GridColumn { Width = $"{width}" })), header, .. table.Rows.Select(Row)]);
    }

    W.TableRow Row(Run[] cells) => new([new W.TableRowProperties(new W.CantSplit()), .. cells.Select((cell, column) => new W.TableCell(
        new W.TableCellProperties(new W.TableCellWidth { Width = $"{ColumnWidths[column]}", Type = W.TableWidthUnitValues.Dxa }), Paragraph("TableText", [cell])))]);

    /// <summary>The first that came from a record bears its name, so that links and other tools find it.</summary>
    W.Paragraph Marked(Block block, W.Paragraph paragraph)
    {
        if (!_marked.Add(block.Source)) return paragraph;
        var id = $"{_marked.Count}";
        paragraph.InsertAfter(new W.BookmarkStart { Id = id, Name = $"record_{block.Source:N}" }, paragraph.ParagraphProperties);
        paragraph.Append(new W.BookmarkEnd { Id = id });
        return paragraph;
    }

    W.Paragraph Paragraph(string style, Run[] runs, string? around = null)
    {
        var properties = new W.ParagraphProperties { ParagraphStyleId = new W.ParagraphStyleId { Val = style } };
        var isRightToLeft = PaperLanguage.IsRightToLeft(around ?? Run.LanguageOf(runs) ?? language);
        if (isRightToLeft) properties.BiDi = new W.BiDi();
        else if (_isRightToLeft) properties.BiDi = new W.BiDi { Val = false };
        return new W.Paragraph([properties, .. runs.Select(RunElement)]);
    }

    W.Run RunElement(Run run)
    {
        var isRightToLeft = PaperLanguage.IsRightToLeft(run.Language ?? language);
        var properties = new W.RunProperties();
        if (run.IsBold) properties.Append(new W.Bold(), new W.BoldComplexScript());
        if (isRightToLeft) properties.Append(new W.RightToLeftText());
        if (run.Language is { } tag) properties.Append(isRightToLeft ? new W.Languages { Bidi = tag } : new W.Languages { Val = tag });
        return new W.Run([properties, .. run.Text.Split('\n').SelectMany((line, index) => Line(line, index > 0))]);
    }

    static IEnumerable<OpenXmlElement> Line(string line, bool isBroken)
    {
        if (isBroken) yield return new W.Break();
        yield return new W.Text(line) { Space = SpaceProcessingModeValues.Preserve };
    }
}
