using System.Globalization;
using System.Text;

namespace MayorsMechanism.Consultations.Warnings;

static class NameKey
{
    /// <summary>The same for names that differ in accents, capitals, punctuation and the order of words alone.</summary>
    public static string Of(string name)
    {
        var letters = name.Normalize(NormalizationForm.FormKD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
            .Select(c => char.IsLetterOrDigit(c) ? char.ToUpperInvariant(c) : ' ');
        var words = string.Concat(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Order(StringComparer.Ordinal));
    }
}
