using System.Text;
using CsvHelper;
using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Consultations.Invitations;

/// <summary>
/// A CSV file (RFC 4180, in UTF-8) whose column organisation holds an id or a name in each row, and whose column contact, if it has one, the id
/// of who is written to; its other columns are passed over.
/// </summary>
sealed class InvitationRows
{
    const string Column = "organisation";
    const string ContactColumn = "contact";
    const int Most = 1000;

    readonly IReadOnlyList<(int Number, string Organisation, string Contact)> _rows;

    InvitationRows(IReadOnlyList<(int, string, string)> rows) => _rows = rows;

    /// <exception cref="ShapeException">It is no such file.</exception>
    public static async Task<InvitationRows> ReadAsync(Stream body, CancellationToken cancel)
    {
        try
        {
            await using var reader = CsvReader.Create(body, new CsvReaderOptions
            {
                HasHeader = false, Encoding = new UTF8Encoding(false, true), IncludeValuesInExceptions = false,
            });
            if (!await reader.ReadAsync(cancel)) throw new ShapeException("", "no-organisation-column");
            int Find(string heading) => Enumerable.Range(0, reader.FieldCount)
                .FirstOrDefault(i => reader.GetString(i).Trim().Equals(heading, StringComparison.OrdinalIgnoreCase), -1);
            string Cell(int column) => column >= 0 && column < reader.FieldCount ? reader.GetString(column).Trim() : "";

            var (column, contact) = (Find(Column), Find(ContactColumn));
            if (column < 0) throw new ShapeException("", "no-organisation-column");
            List<(int, string, string)> rows = [];
            for (var number = 1; await reader.ReadAsync(cancel); number++)
            {
                // A spreadsheet writes rows that once held something.
                if (Enumerable.Range(0, reader.FieldCount).All(i => Cell(i).Length == 0)) continue;
                if (rows.Count == Most) throw new ShapeException("rows", Text.Reference("too-many", Most));
                rows.Add((number, Cell(column), Cell(contact)));
            }
            return new(rows);
        }
        catch (Exception e) when (e is CsvFormatException or DecoderFallbackException)
        {
            throw new ShapeException("", "no-csv");
        }
    }

    /// <summary>Each row's organisation, with the row's name; the first row below the headings is rows[1].</summary>
    /// <exception cref="ShapeException">A name is of none, or of more than one, active organisation; a contact is not an id.</exception>
    public async Task<IReadOnlyList<Guest>> ResolveAsync(ConsultationsDbContext db, CancellationToken cancel)
    {
        // The database takes no NUL; nobody is called so.
        var names = _rows.Select(row => row.Organisation).Where(cell => !Guid.TryParse(cell, out _) && !cell.Contains('\0')).Distinct().ToArray();
        // It alone says what is the same in small letters: the I with a dot has other ones elsewhere.
        var named = (await db.Database.SqlQuery<Named>($"""
            SELECT cell, id FROM unnest({names}) AS cell JOIN organisation_copies ON status = 'active' AND lower(name) = lower(cell)
            """).ToListAsync(cancel)).ToLookup(found => found.Cell, found => found.Id);
        Dictionary<string, string[]> errors = [];
        List<Guest> resolved = [];
        foreach (var (number, organisation, contact) in _rows)
        {
            var (field, contactField) = ($"rows[{number}].{Column}", $"rows[{number}].{ContactColumn}");
            Guid[] found = Guid.TryParse(organisation, out var id) ? [id] : [.. named[organisation]];
            Guid? person = Guid.TryParse(contact, out var known) ? known : null;
            if (person is null && contact.Length > 0) errors[contactField] = ["contact-id"];
            if (found is [var only]) resolved.Add(new(only, field, person, contactField));
            else errors[field] = [found.Length == 0 ? "unknown-organisation" : "organisation-name-twice"];
        }
        return errors.Count == 0 ? resolved : throw new ShapeException(errors);
    }

    sealed record Named(string Cell, Guid Id);
}
