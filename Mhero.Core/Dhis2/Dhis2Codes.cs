namespace Mhero.Core.Dhis2;

/// <summary>Stable codes of the delivery of reports to DHIS2 and to other report servers (<c>MH80xx</c>). docs/issue-codes.md explains each.</summary>
public static class Dhis2Codes
{
    /// <summary>The server cannot be reached, does not answer in time, or fails.</summary>
    public const string ServerUnavailable = "MH8001";

    /// <summary>The server refuses the token or the password, or the user lacks a right.</summary>
    public const string CredentialsRefused = "MH8002";

    /// <summary>The server wants fewer requests.</summary>
    public const string Throttled = "MH8003";

    /// <summary>The address is not one of a DHIS2 API.</summary>
    public const string NotDhis2 = "MH8004";

    /// <summary>The server refuses a request for a reason that is not in a value.</summary>
    public const string RequestRefused = "MH8005";

    /// <summary>DHIS2 refuses a value because it is not of its data element's type or not one of its options.</summary>
    public const string ValueRefused = "MH8010";

    /// <summary>DHIS2 does not know a data set, data element, combination or place, or they do not belong together.</summary>
    public const string MetadataRefused = "MH8011";

    /// <summary>DHIS2 takes no values for the period: it is over, in the future, approved or locked.</summary>
    public const string PeriodRefused = "MH8012";

    /// <summary>The user may not write to the data set, the place or the combination.</summary>
    public const string AccessRefused = "MH8013";

    /// <summary>DHIS2 does not say which value it refuses, or refuses one with a code that mHero does not know.</summary>
    public const string OtherRefusal = "MH8014";

    /// <summary>DHIS2 stored the values and did not register the report as complete.</summary>
    public const string CompletenessRefused = "MH8015";

    /// <summary>The report has no place that the server knows.</summary>
    public const string NoOrgUnit = "MH8020";

    /// <summary>The report's period is none that DHIS2 has, or not one of the data set's type.</summary>
    public const string PeriodNotFitting = "MH8021";

    /// <summary>The mapping has no data element for a number of the report.</summary>
    public const string NoDataElement = "MH8022";

    /// <summary>A place of the report has no number, or two different ones.</summary>
    public const string NoNumber = "MH8023";

    /// <summary>Two numbers of the report have the same data element and combination.</summary>
    public const string NumberTwice = "MH8024";

    /// <summary>The mapping has no data set for the report's Measure; the report is not for DHIS2.</summary>
    public const string NoDataSet = "MH8025";

    /// <summary>The mapping cannot be read.</summary>
    public const string MappingUnreadable = "MH8026";

    /// <summary>A later report of the same data set, period and place has the value.</summary>
    public const string ValueOfAnother = "MH8027";

    /// <summary>The metadata of DHIS2 do not fit the mapping.</summary>
    public const string MappingMismatch = "MH8030";

    /// <summary>A data element does not keep zeros.</summary>
    public const string ZeroNotKept = "MH8031";
}
