using System.ComponentModel.DataAnnotations;
using Mhero.Core.Sync.Groups;

namespace Mhero.Core.Tests.Sync.Groups;

/// <summary>Which rules of groups the settings accept, and how they read a rule's search.</summary>
public sealed class GroupSyncOptionsTests
{
    [Theory]
    [InlineData("{cadre} in {district}", null, "")]
    [InlineData("Here", "PractitionerRole?specialty=1&active=true", "")]
    [InlineData("Here", "Patient", "")]
    [InlineData(" ", null, "Rules__k__Name")]
    [InlineData("{cadre} of {planet}", null, "Rules__k__Name")]
    [InlineData("Here", "Observation?code=x", "Rules__k__Search")]
    [InlineData("Here", "PractitionerRole?specialty", "Rules__k__Search")]
    [InlineData("Here", "PractitionerRole?specialty=", "Rules__k__Search")]
    [InlineData("{cadre}", "Patient?active=true", "Rules__k__Name")]
    [InlineData("{cadre}", "Practitioner?active=true", "")]
    public void Validate_Rule_NamesTheSettingThatIsWrong(string name, string? search, string setting)
    {
        var options = new GroupSyncOptions { Rules = { ["k"] = new GroupRule { Name = name, Search = search } } };

        Assert.Equal(setting, string.Join(' ', options.Validate(new ValidationContext(options)).SelectMany(r => r.MemberNames)));
    }

    [Fact]
    public void SearchOf_Text_IsDecoded() =>
        Assert.Equal([("role", "http://x.org|nurse 1"), ("active", "true")], GroupSyncOptions.SearchOf(" PractitionerRole?role=http%3A%2F%2Fx.org%7Cnurse+1&active=true ")!.Parameters.Select(p => (p.Key, p.Value)));
}
