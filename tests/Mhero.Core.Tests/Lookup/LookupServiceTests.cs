using Mhero.Core.Fhir;
using Mhero.Core.Lookup;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage.Quotas;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mhero.Core.Tests.Lookup;

public sealed class LookupServiceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task AskAsync_Answer_HasEveryMemberOfItsQuestion()
    {
        var reply = await AskAsync((_, _) => Task.FromResult(LookupAnswer.Of(LookupAnswer.Found, null, ("name", "Aline"))));

        Assert.Equal(200, reply.Status);
        Assert.Equal([("answer", "found"), ("code", ""), ("wait_seconds", ""), ("name", "Aline"), ("cadre", "")], reply.Body.Select(b => (b.Key, b.Value)));
    }

    [Fact]
    public async Task AskAsync_RegistryFails_Is503WithItsCode()
    {
        var reply = await AskAsync((_, _) => throw new FhirException(FhirErrorKind.Transient, FhirErrorCodes.Unreachable, "no connection"));

        Assert.Equal((503, "unavailable", FhirErrorCodes.Unreachable, ""), (reply.Status, reply.Body["answer"], reply.Body["code"], reply.Body["name"]));
    }

    [Fact]
    public async Task AskAsync_Bug_Is503WithoutItsText()
    {
        var reply = await AskAsync((_, _) => throw new InvalidOperationException("Aline Uwera"));

        Assert.Equal((503, LookupCodes.Unexpected), (reply.Status, reply.Body["code"]));
        Assert.DoesNotContain(reply.Body.Values, v => v.Contains("Aline", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AskAsync_NoAnswerInTime_Is503(bool obeys)
    {
        var asked = AskAsync(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, obeys ? token : CancellationToken.None);
            return LookupAnswer.NotKnown();
        });
        _time.Advance(new LookupOptions().TimeLimit);
        var reply = await asked.WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((503, LookupCodes.TimedOut), (reply.Status, reply.Body["code"]));
    }

    private Task<LookupReply> AskAsync(Func<LookupRequest, CancellationToken, Task<LookupAnswer>> answer)
    {
        var service = new LookupService(
            [new Stub(answer)],
            new CallerFinder(null!, null!, Options.Create(new ContactMappingOptions { DefaultRegion = "RW" })),
            new CallQuota(null!, _time),
            _time,
            Options.Create(new LookupOptions { PerMinute = 0, PerDay = 0 }),
            NullLogger<LookupService>.Instance);
        return service.AskAsync(new LookupRequest(LookupQuestion.Contact) { Urn = new("telegram", "1") }, CancellationToken.None);
    }

    private sealed class Stub(Func<LookupRequest, CancellationToken, Task<LookupAnswer>> answer) : ILookup
    {
        public LookupQuestion Question => LookupQuestion.Contact;

        public IReadOnlyList<string> Members { get; } = ["name", "cadre"];

        public Task<LookupAnswer> AnswerAsync(LookupRequest request, Caller caller, CancellationToken cancellationToken) => answer(request, cancellationToken);
    }
}
