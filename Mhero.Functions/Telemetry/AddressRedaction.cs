using System.Diagnostics;
using OpenTelemetry;

namespace Mhero.Functions.Telemetry;

/// <summary>
/// Removes from the addresses of HTTP requests what can hold personal data: the query, and the keys of table rows, which can be telephone
/// numbers (<c>/contacts(PartitionKey='…',RowKey='…')</c>). Ids in FHIR addresses stay.
/// </summary>
internal sealed class AddressRedaction : BaseProcessor<Activity>
{
    private const string FullAddress = "url.full";

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(FullAddress) is string address && address.AsSpan().IndexOfAny('(', '?') is >= 0 and var end)
        {
            data.SetTag(FullAddress, address[..end]);
        }
    }
}
