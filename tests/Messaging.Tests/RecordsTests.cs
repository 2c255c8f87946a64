using MayorsMechanism.ServiceDefaults.Api;
using Microsoft.EntityFrameworkCore;

namespace MayorsMechanism.Messaging.Tests;

public sealed class RecordsTests
{
    [Fact]
    public void A_record_that_no_class_declares_is_named_when_its_context_is_first_used()
    {
        using var db = new Unfinished(new DbContextOptionsBuilder().UseNpgsql("Host=nowhere").Options);

        Should.Throw<InvalidOperationException>(() => db.Model).Message.ShouldContain(nameof(Undeclared));
    }

    public sealed class Undeclared : Entity;

    public sealed class Unfinished(DbContextOptions options) : MessagingDbContext(options)
    {
        public DbSet<Undeclared> Some => Set<Undeclared>();

        public override Records Records { get; } = new(typeof(RecordsTests).Assembly);
    }
}
