using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Tests.Fixtures;

namespace Mhero.Core.Tests.Sync.Engine.Circuits;

/// <summary>The judgement of a batch in which a circuit opens.</summary>
public sealed class CircuitBreakerTests : IDisposable
{
    private readonly MemoryApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(10, 0)]
    [InlineData(0, 10)]
    [InlineData(10, 10)]
    public async Task Judge_CircuitsOpen_HoldsEveryItemOfTheBatch(int rapidPro, int fhir)
    {
        var works = Enumerable.Range(0, rapidPro).Select(i => Failed(i, new RapidProException(RapidProErrorKind.Configuration, "MH1002", "The token is refused.")))
            .Concat(Enumerable.Range(rapidPro, fhir).Select(i => Failed(i, new FhirException(FhirErrorKind.Configuration, "MH3002", "The credentials are refused."))))
            .ToList();

        await _app.Get<CircuitBreaker>().JudgeAsync("contacts", 5, new BatchMessage<ContactItem> { Items = works.ConvertAll(w => w.Item) }, works, CancellationToken.None);

        Assert.All(works, work => Assert.Equal(ItemState.Postponed, work.State));
        var open = await _app.Get<OpenCircuits>().ListAsync(CancellationToken.None);
        Assert.Equal(new[] { ("Fhir", fhir), ("RapidPro", rapidPro) }.Where(c => c.Item2 > 0), open.Select(c => (c.Side, c.Held)).Order());
    }

    private static Work<ContactItem> Failed(int number, Exception error)
    {
        var work = new Work<ContactItem>(new ContactItem { Worker = $"Practitioner/{number}" });
        work.Fail(error);
        return work;
    }
}
