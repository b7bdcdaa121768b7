using Azure;
using Azure.Data.Tables;

namespace Mhero.MemoryStorage;

/// <summary>The refusals of Azure Storage, as its SDK throws them.</summary>
internal static class ServiceErrors
{
    public static RequestFailedException Of(int status, string code, string message) => new(status, message, code, null);

    public static RequestFailedException TableNotFound() => Of(404, "TableNotFound", "The table specified does not exist.");

    public static RequestFailedException NotFound() => Of(404, "ResourceNotFound", "The specified resource does not exist.");

    public static RequestFailedException Exists() => Of(409, "EntityAlreadyExists", "The specified entity already exists.");

    public static RequestFailedException Changed() => Of(412, "UpdateConditionNotSatisfied", "The update condition specified in the request was not satisfied.");

    public static RequestFailedException QueueNotFound() => Of(404, "QueueNotFound", "The specified queue does not exist.");

    public static RequestFailedException MessageNotFound() => Of(404, "MessageNotFound", "The specified message does not exist.");

    public static RequestFailedException PopReceiptMismatch() => Of(400, "PopReceiptMismatch", "The specified pop receipt did not match the pop receipt for a dequeued message.");

    public static TableTransactionFailedException InTransaction(RequestFailedException refusal, int index)
    {
        // The SDK's parser of answers leaves the index here.
        refusal.Data["FailedEntity"] = index.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new TableTransactionFailedException(refusal);
    }
}
