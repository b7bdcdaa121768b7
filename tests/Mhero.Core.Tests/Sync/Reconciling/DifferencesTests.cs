using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Reconciling;
using Contact = Mhero.Core.RapidPro.Model.Contact;

namespace Mhero.Core.Tests.Sync.Reconciling;

/// <summary>Which contacts and workers a full reconcile has checked.</summary>
public sealed class DifferencesTests
{
    private static readonly Guid Uuid = Guid.Parse("a4ad9f5e-2a3a-44f4-9c9b-6a3f1a0c0001");
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "1", "Practitioner/1", false)]
    [InlineData(-1, "1", "Practitioner/1", false)]
    [InlineData(1, "1", "Practitioner/1", true)]
    [InlineData(0, "2", "Practitioner/1", true)]
    [InlineData(0, null, "Practitioner/1", true)]
    [InlineData(0, null, null, false)]
    [InlineData(0, "2", null, false)]
    public void Contact_NewerOrWithAnotherLink_IsOther(int minutes, string? globalId, string? worker, bool isOther)
    {
        var row = new ContactRow { Worker = worker, Contact = Of("1", Time) };

        Assert.Equal(isOther, Differences.IsOther(Of(globalId, Time.AddMinutes(minutes)), row));
    }

    [Fact]
    public void Contact_WithoutRow_IsOther() => Assert.True(Differences.IsOther(Of(null, Time), null));

    [Theory]
    [InlineData("a4ad9f5e-2a3a-44f4-9c9b-6a3f1a0c0001", "Aline", true, false)]
    [InlineData("a4ad9f5e-2a3a-44f4-9c9b-6a3f1a0c0002", "Aline", true, true)]
    [InlineData(null, "Aline", true, true)]
    [InlineData("a4ad9f5e-2a3a-44f4-9c9b-6a3f1a0c0001", "Alice", true, true)]
    [InlineData("a4ad9f5e-2a3a-44f4-9c9b-6a3f1a0c0001", "Aline", false, true)]
    public void Worker_WithAnotherLinkOrValue_IsOther(string? named, string name, bool active, bool isOther)
    {
        // A field comes from a role or a place, which is not read.
        var row = new WorkerRow { Contact = Uuid, Profile = new WorkerProfile { Name = "Aline", Active = true, Fields = new Dictionary<string, string> { ["facility"] = "A" } } };

        Assert.Equal(isOther, Differences.IsOther(named is null ? null : Guid.Parse(named), new WorkerProfile { Name = name, Active = active }, row));
    }

    private static Contact Of(string? globalId, DateTimeOffset modified) => new() { Uuid = Uuid, ModifiedOn = modified, Fields = new Dictionary<string, string?> { ["globalid"] = globalId } };
}
