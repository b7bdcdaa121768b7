using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Tests.Fhir;
using Mhero.Core.Tests.Fixtures;
using Microsoft.Extensions.Time.Testing;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Tests.Messaging;

/// <summary>Recipients and opt-outs by answers of the registry that are written in another way.</summary>
public sealed class RecipientAnswersTests
{
    [Theory]
    [InlineData("Practitioner/p1")]
    [InlineData("Practitioner/p1/_history/3")]
    [InlineData("{base}/Practitioner/p1")]
    public async Task OptOut_SubjectInAnyForm_IsFound(string subject)
    {
        using var stub = new FhirStub();
        var reference = subject.Replace("{base}", stub.Options.BaseUrl!.ToString(), StringComparison.Ordinal);
        stub.Add(Fhir.Answer.Ok($$$"""
            {"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Flag","id":"f","status":"active",
             "code":{"coding":[{"system":"{{{Core.Fhir.MheroSystems.Tags}}}","code":"{{{Core.Fhir.MheroSystems.OptedOutTag}}}"}]},
             "subject":{"reference":"{{{reference}}}"} } }]}
            """));

        using var app = new MemoryApp();
        Assert.Equal(["Practitioner/p1"], await new OptOutCache(stub.Gateway, app.Get<ForgottenPeople>()).FindAsync(["Practitioner/p1"], CancellationToken.None));
    }

    [Theory]
    [InlineData("01/02/2020", true)]
    [InlineData("9999-12-31", true)]
    [InlineData("2026-05-03", false)]
    [InlineData("2026", true)]
    public void Role_PeriodEnd_CountsAsADate(string end, bool isHeld)
    {
        using var stub = new FhirStub();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 8, 0, 0, TimeSpan.Zero));
        var expander = new ReferenceExpander(stub.Gateway, new PossibleRecipientFactory(new WorkerToProfile(new ContactMappingOptions { DefaultRegion = "RW" }), time), time);
        var role = new PractitionerRole { Id = "r", Practitioner = new ResourceReference("Practitioner/p1"), Period = new Period { End = end } };
        var draft = new ResolvedRecipientsBuilder(10);

        var found = expander.Take(role, new RecipientReference("PractitionerRole", "r", "recipient[0]", true), draft).ToList();

        Assert.Equal(isHeld ? 1 : 0, found.Count);
        Assert.Equal(isHeld ? 0 : 1, draft.Left.Count);
    }
}
