using Mhero.Core.Messaging;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;

namespace Mhero.Core.Tests.Messaging;

public sealed class RecipientSearchTests
{
    [Theory]
    [InlineData("PractitionerRole?role=http://x.org%7Cnurse&location=Location/1", "PractitionerRole?role=http://x.org%7Cnurse&location=Location/1")]
    [InlineData("Practitioner?identifier=a%7Cb", "Practitioner?identifier=a%7Cb")]
    public void Read_Conditions_AreKept(string text, string expected)
    {
        var faults = new List<RequestFault>();

        Assert.Equal(expected, RecipientSearch.Read(text, "p", faults)?.ToString());
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("Observation?code=x")]
    [InlineData("PractitionerRole?")]
    [InlineData("PractitionerRole?role=")]
    [InlineData("PractitionerRole?role=x&_include=PractitionerRole:practitioner")]
    [InlineData("PractitionerRole?role=x&%5Finclude=*")]
    [InlineData("Practitioner?_has:PractitionerRole:practitioner:role=x")]
    [InlineData("Practitioner?_count=1")]
    public void Read_AnythingElse_IsRefused(string text)
    {
        var faults = new List<RequestFault>();

        Assert.Null(RecipientSearch.Read(text, "p", faults));
        Assert.Equal(MessagingCodes.BadSearch, Assert.Single(faults).Code);
    }
}
