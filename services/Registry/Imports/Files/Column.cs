using System.Globalization;
using System.Text;

namespace MayorsMechanism.Registry.Imports.Files;

/// <summary>A column of an import or export file.</summary>
/// <param name="Field">The field, as the API names it, which is also the heading in exports.</param>
/// <param name="Cell">How it stands in a cell.</param>
/// <param name="Headings">Other headings that it is known by, in English, Spanish, French and Portuguese.</param>
sealed record Column(string Field, Cell Cell, params string[] Headings);

/// <summary>The columns of a kind of file.</summary>
sealed class FileColumns(Column[] all, params string[] needed)
{
    public IReadOnlyList<Column> All => all;

    /// <summary>Without an id, a file needs these.</summary>
    public IReadOnlyList<string> Needed => needed;

    readonly Dictionary<string, Column> _byHeading = all
        .SelectMany(column => column.Headings.Append(column.Field).Select(heading => (Key: Fold(heading), column)))
        .DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.column);

    public Column? Find(string heading) => _byHeading.GetValueOrDefault(Fold(heading));

    public Column? OfField(string field) => Array.Find(all, column => column.Field == field);

    /// <summary>So many columns that mean nothing to us are named.</summary>
    public const int MostIgnored = 50;

    /// <summary>A heading as it can be shown and stored: it is whatever somebody wrote.</summary>
    public static string Shown(string heading) =>
        new([.. heading.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(100)]);

    /// <summary>Letters and digits in small, without accents: what two spellings of a name share.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        // Half a byte order mark is the one character that cannot be normalized.
        foreach (var c in text.Replace("\uFFFE", "", StringComparison.Ordinal).Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c)) folded.Append(char.ToLower(c, CultureInfo.InvariantCulture));
        }
        return folded.ToString();
    }
}

/// <summary>Which columns there are.</summary>
static class KnownColumns
{
    public static FileColumns Of(ImportKind kind) => kind is ImportKind.Organisations ? Organisations : People;

    public static readonly FileColumns Organisations = new(
    [
        new("id", Cell.Word, "identifier", "identificador", "identifiant"),
        new("name", Cell.Text, "official name", "organisation", "organization", "nombre", "nombre oficial", "organización", "nom", "nom officiel", "nome", "nome oficial", "organização"),
        new("kind", Cell.Word, "type", "tipo", "clase", "genre"),
        new("country", Cell.Word, "country code", "país", "código de país", "pays", "code pays", "código do país"),
        new("subdivision", Cell.Word, "province", "state", "subdivisión", "provincia", "estado", "subdivision", "état", "subdivisão", "província"),
        new("languages", Cell.Words, "language", "idiomas", "idioma", "lenguas", "langues", "langue", "línguas", "língua"),
        new("population", Cell.Number, "inhabitants", "población", "habitantes", "habitants", "população"),
        new("website", Cell.Word, "web", "web address", "url", "sitio web", "página web", "site web", "site internet", "sítio web", "site"),
        new("otherNames", Cell.Entries(("name", Cell.Text), ("kind", Cell.Word), ("language", Cell.Word)),
            "aliases", "otros nombres", "autres noms", "outros nomes"),
        new("competences", Cell.Pairs, "competencies", "competencias", "compétences", "competências"),
        new("memberships", Cell.Entries(("network", Cell.Text), ("from", Cell.Word), ("to", Cell.Word)),
            "networks", "network", "redes", "red", "membresías", "réseaux", "réseau", "adhésions", "rede", "filiações"),
    ], "name", "kind");

    public static readonly FileColumns People = new(
    [
        new("id", Cell.Word, "identifier", "identificador", "identifiant"),
        new("name", Cell.Text, "full name", "nombre", "nombre completo", "nom", "nom complet", "nome", "nome completo"),
        new("otherSpellings", Cell.Entries(("name", Cell.Text), ("seenIn", Cell.Text)),
            "spellings", "otras grafías", "autres graphies", "outras grafias"),
        new("languages", Cell.Words, "language", "idiomas", "idioma", "lenguas", "langues", "langue", "línguas", "língua"),
        new("gender", Cell.Text, "género", "sexo", "genre", "sexe", "gênero"),
        new("emails", Cell.Words, "email", "e-mail", "mail", "correo", "correos", "correo electrónico", "courriel", "courriels", "adresse électronique", "correio eletrónico"),
        new("phones", Cell.Words, "phone", "telephone", "teléfono", "teléfonos", "téléphone", "téléphones", "telefone", "telefones"),
        new("needs", Cell.Text, "necesidades", "besoins", "necessidades"),
        new("consents", Cell.Entries(("use", Cell.Word), ("granted", Cell.Either("granted", "withdrawn")), ("source", Cell.Text), ("date", Cell.Word)),
            "consent", "consentimientos", "consentements", "consentimentos"),
        new("positions", Cell.Entries(("organisation", Cell.Text), ("title", Cell.Text), ("kind", Cell.Word),
            ("elected", Cell.Either("elected", "appointed")), ("from", Cell.Word), ("to", Cell.Word)),
            "position", "cargos", "cargo", "fonctions", "fonction", "funções", "função"),
    ], "name");
}
