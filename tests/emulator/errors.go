package emulator

import (
	"fmt"
	"net/http"
)

// apiError is a refusal in the service's own terms: an HTTP status, an error
// code and a message. The codes are those of
// https://www.alibabacloud.com/help/en/sls/developer-reference/error-codes
type apiError struct {
	status  int
	code    string
	message string
}

func (e *apiError) Error() string {
	return fmt.Sprintf("%d %s: %s", e.status, e.code, e.message)
}

func refuse(status int, code, format string, args ...any) *apiError {
	return &apiError{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

func parameterInvalid(format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "ParameterInvalid", format, args...)
}

func unauthorized(format string, args ...any) *apiError {
	return refuse(http.StatusUnauthorized, "Unauthorized", format, args...)
}

// queryError words a refusal of a query as the service does: a type, a
// position and a message, all in one text.
func queryError(kind string, line, column int, message string) *apiError {
	return parameterInvalid("ErrorType:%s.ErrorPosition,line:%d,column:%d.ErrorMessage:%s", kind, line, column, message)
}
